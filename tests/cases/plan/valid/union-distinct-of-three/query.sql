SELECT key FROM lines UNION SELECT value FROM clicks UNION SELECT topic FROM clicks
