SELECT window_start, window_end, count(*) FROM hop(lines, "time" => received_at, slide => '10 s', size => '1 min', shift => '3 s', grace => '1500 ms', idle => '1 min') GROUP BY 1, 2
