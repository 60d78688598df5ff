SELECT key, count(*) FROM lines GROUP BY key HAVING count(*) > 10 AND sum(length(value)) < 5
