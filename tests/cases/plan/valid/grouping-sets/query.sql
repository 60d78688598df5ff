SELECT key, count(*) FROM lines GROUP BY GROUPING SETS ((key), ())
