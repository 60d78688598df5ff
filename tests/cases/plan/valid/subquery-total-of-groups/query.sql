SELECT sum(n), max(n), count(*) FROM (SELECT key, count(*) AS n FROM lines GROUP BY key) AS c
