SELECT b, a FROM (SELECT value, key FROM lines) AS s(a, b)
