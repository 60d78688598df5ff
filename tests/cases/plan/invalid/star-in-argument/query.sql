SELECT count(lines.*) FROM lines
