EXPLAIN lines
