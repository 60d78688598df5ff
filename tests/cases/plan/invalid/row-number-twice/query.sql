SELECT row_number() OVER (ORDER BY key), row_number() OVER (ORDER BY value) FROM lines
