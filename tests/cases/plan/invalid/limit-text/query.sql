SELECT value FROM lines LIMIT 'x'
