SELECT key FROM lines UNION SELECT value FROM lines ORDER BY count(*)
