SELECT window_start, max(window_end) FROM session(lines, interval '10 s') GROUP BY window_start
