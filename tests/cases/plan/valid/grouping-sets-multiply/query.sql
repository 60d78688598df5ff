SELECT count(*) FROM lines GROUP BY GROUPING SETS ((key), (topic)), CUBE (partition)
