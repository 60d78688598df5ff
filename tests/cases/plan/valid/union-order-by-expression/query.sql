SELECT key FROM lines UNION ALL SELECT value FROM clicks ORDER BY length(key)
