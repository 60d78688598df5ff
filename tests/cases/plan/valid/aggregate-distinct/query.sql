SELECT count(DISTINCT key) FROM lines
