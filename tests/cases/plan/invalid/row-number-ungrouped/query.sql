SELECT key, row_number() OVER (ORDER BY value) FROM lines GROUP BY key
