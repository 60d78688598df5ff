SELECT window_end, lower(key), count(*) FROM session(lines, received_at, interval '5 min', by => lower(key)) GROUP BY window_end, lower(key)
