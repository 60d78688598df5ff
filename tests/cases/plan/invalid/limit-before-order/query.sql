SELECT value FROM lines LIMIT 10 ORDER BY value
