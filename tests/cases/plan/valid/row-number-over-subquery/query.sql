SELECT * FROM (SELECT key, n, row_number() OVER (ORDER BY n DESC NULLS LAST) AS place FROM (SELECT key, count(*) AS n FROM lines GROUP BY key) AS c) AS r WHERE place < 4
