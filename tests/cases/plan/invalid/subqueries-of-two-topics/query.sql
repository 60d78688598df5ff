SELECT * FROM (SELECT * FROM lines) AS a, (SELECT * FROM clicks) AS b
