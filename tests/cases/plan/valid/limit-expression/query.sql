SELECT value FROM lines LIMIT 2 * 5
