SELECT DISTINCT ON (key) value FROM lines
