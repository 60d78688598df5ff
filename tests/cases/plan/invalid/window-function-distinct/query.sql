SELECT count(DISTINCT key) OVER () FROM lines
