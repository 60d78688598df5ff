SELECT count(*), max(n) FROM (SELECT window_start, key, count(*) AS n FROM session(lines, interval '10 s', by => key) GROUP BY window_start, key) AS s
