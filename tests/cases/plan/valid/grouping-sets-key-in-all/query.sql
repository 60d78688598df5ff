SELECT key, topic, count(*) FROM lines GROUP BY GROUPING SETS ((key, topic), (key))
