SELECT DISTINCT key, row_number() OVER (ORDER BY key) FROM lines
