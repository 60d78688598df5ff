SELECT window_start, count(*) FROM tumble(lines, received_at, interval '10 s') WHERE key = 'a' GROUP BY 1
