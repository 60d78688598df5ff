SELECT window_start, count(*) FROM session(lines, interval '10 s', by => key) GROUP BY 1
