SELECT value FROM lines LIMIT partition
