-- set since=1 hour
SELECT window_start, count(*) FROM tumble(lines, received_at, interval '1 min') GROUP BY 1
