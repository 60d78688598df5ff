SELECT value FROM lines WHERE row_number() OVER (ORDER BY key) < 3
