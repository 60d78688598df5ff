SELECT row_number() OVER (ORDER BY key) + 1 FROM lines
