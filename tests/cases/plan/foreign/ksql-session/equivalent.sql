SELECT window_start, key, count(*) FROM session(lines, interval '60 seconds', by => key) GROUP BY window_start, key
