SELECT window_start, count(*) FROM hop(lines, size => interval '1 min', slide => interval '10 s') GROUP BY window_start
