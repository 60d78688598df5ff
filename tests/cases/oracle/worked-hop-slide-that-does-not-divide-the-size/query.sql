-- order: total
-- needs: hop, hop shift
SELECT window_start, window_end, count(*) AS n
FROM hop(worked_uneven, interval '4 seconds', interval '10 seconds', interval '1 second')
GROUP BY window_start, window_end ORDER BY window_start
