SELECT count(*) FROM lines GROUP BY GROUPING SETS ((), ())
