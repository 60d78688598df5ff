WITH c(a, t) AS (SELECT value, "timestamp" FROM lines) SELECT a, window_start, window_end FROM tumble(c, t, interval '1 min')
