SELECT key, value FROM lines UNION ALL SELECT key, value FROM clicks
