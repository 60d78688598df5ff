EXPLAIN SELECT nothing FROM lines
