SELECT sum(1, 2) FROM lines
