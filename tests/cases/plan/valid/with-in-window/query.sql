WITH c AS (SELECT key AS k, "timestamp" AS t FROM lines) SELECT window_start, k, count(*) FROM tumble(c, t, interval '1 min') GROUP BY 1, 2
