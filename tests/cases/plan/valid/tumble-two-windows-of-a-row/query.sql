SELECT window_start, count(*) FROM tumble((SELECT window_start AS minute FROM hop(lines, interval '10 s', interval '1 min')), minute, interval '1 hour') GROUP BY window_start
