SELECT max(n) FROM (SELECT key, count(*) AS n FROM lines GROUP BY key) AS counts
