-- order: total
-- needs: tumble
SELECT window_start, count(*) AS lines, sum(n) AS letters
FROM tumble(worked_tumbled_long, interval '10 seconds') GROUP BY window_start ORDER BY window_start
