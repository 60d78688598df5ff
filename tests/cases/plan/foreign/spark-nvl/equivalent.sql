SELECT coalesce(key, 'none') FROM lines
