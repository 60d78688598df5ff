SELECT key, value, count(*) FROM lines GROUP BY key
