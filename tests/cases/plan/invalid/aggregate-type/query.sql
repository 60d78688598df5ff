SELECT sum(value) FROM lines
