SELECT key, grouping(key) FROM lines GROUP BY key
