SELECT row_number(key) OVER (ORDER BY key) FROM lines
