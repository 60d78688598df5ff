SELECT window_start, window_end, count(*) FROM session(lines, interval '30 min') GROUP BY window_start, window_end
