-- set emit=final
SELECT max(n) FROM (SELECT window_start, count(*) AS n FROM tumble(lines, interval '10 s') GROUP BY window_start) AS w
