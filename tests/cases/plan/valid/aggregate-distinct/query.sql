SELECT count(DISTINCT key), sum(DISTINCT partition), max(DISTINCT value) FROM lines
