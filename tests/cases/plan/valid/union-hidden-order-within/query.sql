(SELECT key FROM lines ORDER BY length(value)) UNION ALL SELECT value FROM clicks
