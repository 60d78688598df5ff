-- order: total
-- needs: hop
SELECT window_start, window_end, count(*) AS n, min(value) AS least, max(value) AS greatest
FROM hop(worked_hop, interval '5 seconds', interval '10 seconds')
GROUP BY window_start, window_end ORDER BY window_start
