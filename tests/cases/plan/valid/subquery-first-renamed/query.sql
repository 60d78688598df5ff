SELECT a, key FROM (SELECT value, key FROM lines) AS s(a)
