SELECT key FROM lines WHERE grouping(key) = 0 GROUP BY key
