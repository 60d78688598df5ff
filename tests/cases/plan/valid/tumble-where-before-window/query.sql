SELECT window_start, count(*) FROM tumble(lines, interval '10 s') WHERE key = 'a' AND window_start > now() GROUP BY 1
