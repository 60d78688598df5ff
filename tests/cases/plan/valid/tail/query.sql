SELECT * FROM lines
