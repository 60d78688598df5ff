SELECT value FROM lines UNION ALL SELECT partition FROM clicks
