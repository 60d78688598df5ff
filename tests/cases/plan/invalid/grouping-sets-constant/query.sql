SELECT count(*) FROM lines GROUP BY ROLLUP ('a')
