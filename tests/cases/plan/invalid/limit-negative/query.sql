SELECT value FROM lines LIMIT -1
