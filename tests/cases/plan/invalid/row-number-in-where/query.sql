SELECT key FROM lines WHERE row_number() OVER (ORDER BY key) = 1
