SELECT row_number() OVER (ORDER BY nothing) FROM lines
