SELECT v FROM (SELECT value AS v, length(value) AS n FROM lines WHERE key = 'a') AS s WHERE n > 3 ORDER BY n
