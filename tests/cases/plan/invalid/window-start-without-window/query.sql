SELECT window_start, count(*) FROM lines GROUP BY 1
