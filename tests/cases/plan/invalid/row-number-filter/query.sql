SELECT row_number() FILTER (WHERE key = 'a') OVER (ORDER BY key) FROM lines
