SELECT key FROM lines GROUP BY key HAVING count(*) > 1
