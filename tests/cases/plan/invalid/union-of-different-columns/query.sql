SELECT key FROM lines UNION ALL SELECT key, value FROM clicks
