SELECT key, partition, count(*) FROM lines GROUP BY CUBE (key, partition)
