SELECT key AS k, value FROM lines UNION ALL SELECT value, key FROM clicks ORDER BY k DESC, 2 LIMIT 5 OFFSET 1
