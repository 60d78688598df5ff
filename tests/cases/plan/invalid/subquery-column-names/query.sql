SELECT * FROM (SELECT key FROM lines) AS x(a, b)
