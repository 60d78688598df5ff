SELECT DISTINCT key, count(*) + 1 AS n FROM lines GROUP BY key, partition ORDER BY count(*) + 1 DESC, key LIMIT 3
