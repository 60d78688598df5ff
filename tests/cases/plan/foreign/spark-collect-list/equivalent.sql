SELECT key, array_agg(value) FROM lines GROUP BY key
