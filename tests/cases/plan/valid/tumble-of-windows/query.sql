SELECT window_start, sum(n) FROM tumble((SELECT window_start AS minute, count(*) AS n FROM tumble(lines, interval '1 min') GROUP BY 1), minute, interval '1 hour') GROUP BY window_start
