SELECT window_start, max(window_end) FROM hop(lines, interval '5 s', interval '10 s') GROUP BY window_start
