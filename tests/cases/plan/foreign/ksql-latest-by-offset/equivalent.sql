SELECT key, last_value(value) FROM lines GROUP BY key
