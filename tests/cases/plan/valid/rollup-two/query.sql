SELECT key, partition, count(*) FROM lines GROUP BY ROLLUP (key, partition)
