SELECT coalesce(key, 0) FROM lines
