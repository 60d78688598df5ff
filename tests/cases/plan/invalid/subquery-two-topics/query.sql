SELECT * FROM (SELECT value FROM lines) AS a, (SELECT value FROM clicks) AS b
