SELECT window_start, count(*) FROM session(lines, interval '10 s', by => count(*)) GROUP BY 1
