SELECT key, topic FROM lines GROUP BY GROUPING SETS (ROLLUP (key), (topic), GROUPING SETS ((key, topic)))
