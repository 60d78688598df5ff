SELECT key FROM lines GROUP BY ROLLUP (key, CUBE (topic))
