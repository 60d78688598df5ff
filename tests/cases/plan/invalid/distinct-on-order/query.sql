SELECT DISTINCT ON (key) key, value FROM lines ORDER BY value
