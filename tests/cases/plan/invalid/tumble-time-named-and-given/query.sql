SELECT * FROM tumble(lines, received_at, interval '10 s', "time" => "timestamp")
