-- order: total
-- needs: cumulate
SELECT window_start, window_end, count(*) AS n
FROM cumulate(worked_cumulate, interval '10 seconds', interval '30 seconds')
GROUP BY window_start, window_end ORDER BY window_start, window_end
