SELECT topic, key, partition, count(*) FROM lines GROUP BY topic, ROLLUP (key, partition)
