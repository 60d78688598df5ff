SELECT partition FROM lines UNION ALL SELECT 'seven'
