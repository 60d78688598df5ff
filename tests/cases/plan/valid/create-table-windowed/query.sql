SELECT window_start, sum(n) AS n FROM tumble(clicks, at, interval '1 minute') GROUP BY window_start
