SELECT row_number() FILTER (WHERE true) OVER (ORDER BY key) FROM lines
