SELECT window_start, count(*) FROM session(lines, interval '10 s') WHERE window_start > now() GROUP BY window_start
