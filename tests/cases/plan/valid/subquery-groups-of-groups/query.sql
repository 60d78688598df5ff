SELECT n, count(*) AS keys FROM (SELECT key, count(*) AS n FROM lines GROUP BY key) AS c GROUP BY n ORDER BY n
