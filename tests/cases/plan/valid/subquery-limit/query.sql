SELECT v FROM (SELECT value AS v FROM lines LIMIT 5) AS s WHERE v <> 'a'
