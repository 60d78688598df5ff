SELECT * FROM lines, (SELECT count(*) FROM clicks) AS c
