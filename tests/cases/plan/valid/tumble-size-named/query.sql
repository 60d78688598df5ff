SELECT window_start, count(*) FROM tumble(lines, size => interval '10' minute, shift => '30 s') GROUP BY window_start
