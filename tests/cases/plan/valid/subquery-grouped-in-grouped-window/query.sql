SELECT window_start, sum(n) FROM tumble((SELECT key, max("timestamp") AS at, count(*) AS n FROM lines GROUP BY key), at, interval '1 min') GROUP BY window_start
