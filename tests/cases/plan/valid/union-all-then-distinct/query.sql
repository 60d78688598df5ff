SELECT key FROM lines UNION ALL SELECT value FROM clicks UNION SELECT topic FROM clicks
