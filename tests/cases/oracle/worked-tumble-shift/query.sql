-- order: total
SELECT window_start, window_end, count(*) AS n
FROM tumble(worked_shift, interval '10 seconds', interval '3 seconds')
GROUP BY window_start, window_end ORDER BY window_start
