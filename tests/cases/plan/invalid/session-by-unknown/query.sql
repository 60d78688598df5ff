SELECT window_start, count(*) FROM session(lines, interval '10 s', by => user_id) GROUP BY 1
