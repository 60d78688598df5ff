SELECT key, partition, topic FROM lines GROUP BY ROLLUP ((key, partition), topic)
