SELECT count(*) FILTER (WHERE key = 'a') AS a, count(*) AS n, count(*) FILTER (WHERE key = 'a') * 2 AS b FROM lines
