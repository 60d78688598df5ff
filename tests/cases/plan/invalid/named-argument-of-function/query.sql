SELECT lower(a => value) FROM lines
