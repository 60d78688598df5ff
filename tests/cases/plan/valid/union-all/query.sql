SELECT value FROM lines UNION ALL SELECT value FROM clicks
