SELECT DISTINCT ON (key) key, value, "timestamp" FROM lines ORDER BY key, "timestamp" DESC
