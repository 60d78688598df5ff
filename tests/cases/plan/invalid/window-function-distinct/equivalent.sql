SELECT * FROM (SELECT key, count(DISTINCT value) FROM lines GROUP BY key) AS counts
