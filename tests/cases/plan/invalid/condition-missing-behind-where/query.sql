SELECT key, count(*) FROM lines WHERE GROUP BY key
