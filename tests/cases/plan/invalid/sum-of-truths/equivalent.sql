SELECT count(*) FILTER (WHERE key = 'a') FROM lines
