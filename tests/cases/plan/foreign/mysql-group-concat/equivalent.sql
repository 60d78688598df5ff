SELECT key, string_agg(value, ', ') FROM lines GROUP BY key
