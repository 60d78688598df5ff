-- order: total
SELECT window_start, window_end, count(*) AS n
FROM tumble(worked_epoch, to_timestamp(value::float8), interval '10 seconds')
GROUP BY window_start, window_end ORDER BY window_start
