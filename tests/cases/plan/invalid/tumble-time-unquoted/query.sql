SELECT * FROM tumble(lines, interval '10 s', time => received_at)
