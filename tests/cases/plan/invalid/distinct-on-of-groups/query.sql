SELECT DISTINCT ON (key) key, count(*) FROM lines GROUP BY key
