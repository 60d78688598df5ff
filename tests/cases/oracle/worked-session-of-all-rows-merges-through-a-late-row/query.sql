-- order: total
-- needs: session
SELECT window_start, window_end, count(*) AS n, max(value) AS last
FROM session(worked_merge, interval '10 seconds')
GROUP BY window_start, window_end ORDER BY window_start
