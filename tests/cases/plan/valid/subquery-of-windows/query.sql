SELECT window_start, n FROM (SELECT window_start, count(*) AS n FROM tumble(lines, interval '10 s') GROUP BY window_start) AS w WHERE n > 5 ORDER BY window_start DESC
