SELECT value FROM lines OFFSET -2
