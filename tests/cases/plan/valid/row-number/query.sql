SELECT value, row_number() OVER (ORDER BY key) FROM lines
