SELECT key, count(*) FROM lines GROUP BY key UNION ALL SELECT key, count(*) FROM clicks GROUP BY key
