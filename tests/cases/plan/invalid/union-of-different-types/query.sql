SELECT key FROM lines UNION ALL SELECT partition FROM clicks
