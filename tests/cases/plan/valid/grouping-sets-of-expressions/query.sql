SELECT length(value) AS n, key, count(*) FROM lines GROUP BY ROLLUP (n, 2)
