-- order: total
SELECT window_start, window_end, count(*) AS n, min(value) AS least
FROM tumble(worked_tumble, interval '10 seconds')
GROUP BY window_start, window_end ORDER BY window_start
