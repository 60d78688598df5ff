SELECT key, count(*) FROM lines GROUP BY key UNION ALL SELECT value, 1 FROM clicks
