SELECT key, count(*) FROM lines GROUP BY key WITH ROLLUP
