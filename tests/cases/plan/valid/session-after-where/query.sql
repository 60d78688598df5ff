SELECT window_start, count(*) FROM session(lines, interval '30 min') WHERE key = 'a' GROUP BY window_start
