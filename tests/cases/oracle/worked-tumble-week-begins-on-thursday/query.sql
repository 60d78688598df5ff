-- order: total
SELECT window_start, window_end, count(*) AS n
FROM tumble(worked_week, interval '7 days')
GROUP BY window_start, window_end ORDER BY window_start
