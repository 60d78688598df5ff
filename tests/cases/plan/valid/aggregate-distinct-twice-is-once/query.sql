SELECT count(DISTINCT key) + 1, count(DISTINCT key), count(key), count(DISTINCT key) FILTER (WHERE partition > 0) FROM lines
