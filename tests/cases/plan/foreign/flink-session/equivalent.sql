SELECT window_start, key, count(*) FROM session(clicks, received_at, interval '5 minutes', by => key) GROUP BY window_start, key
