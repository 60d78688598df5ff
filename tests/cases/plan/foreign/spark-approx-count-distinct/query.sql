SELECT approx_count_distinct(key) FROM lines
