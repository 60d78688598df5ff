SELECT key FROM lines UNION SELECT value FROM clicks
