SELECT count(DISTINCT key, value) FROM lines
