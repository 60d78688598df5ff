SELECT key FROM lines GROUP BY key ORDER BY value
