SELECT key, count(*) AS n FROM lines GROUP BY key HAVING n > 1
