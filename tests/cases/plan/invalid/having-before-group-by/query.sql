SELECT key, count(*) FROM lines HAVING count(*) > 1 GROUP BY key
