SELECT value, key FROM lines UNION ALL SELECT value FROM clicks
