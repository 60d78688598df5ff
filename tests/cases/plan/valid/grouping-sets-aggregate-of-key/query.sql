SELECT key, max(key), count(key) FROM lines GROUP BY ROLLUP (key)
