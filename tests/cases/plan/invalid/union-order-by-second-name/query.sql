SELECT key FROM lines UNION ALL SELECT value AS other FROM clicks ORDER BY other
