SELECT key, value FROM lines GROUP BY ROLLUP (key)
