SELECT value FROM lines LIMIT 5
