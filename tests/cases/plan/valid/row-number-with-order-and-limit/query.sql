SELECT key, row_number() OVER (PARTITION BY topic ORDER BY key) AS n FROM lines GROUP BY key, topic ORDER BY n DESC, key LIMIT 7 OFFSET 1
