SELECT a FROM (SELECT value FROM lines) AS s(a, b)
