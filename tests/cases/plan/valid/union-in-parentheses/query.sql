(SELECT key FROM lines) UNION ALL (SELECT value FROM clicks UNION ALL SELECT topic FROM clicks)
