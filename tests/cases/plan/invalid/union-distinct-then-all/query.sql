SELECT key FROM lines UNION SELECT value FROM clicks UNION ALL SELECT topic FROM clicks
