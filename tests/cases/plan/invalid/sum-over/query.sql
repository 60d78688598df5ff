SELECT sum(partition) OVER (ORDER BY key) FROM lines
