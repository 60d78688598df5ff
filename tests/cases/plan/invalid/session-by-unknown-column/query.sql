SELECT window_start, count(*) FROM session(lines, interval '1 min', by => userid) GROUP BY 1
