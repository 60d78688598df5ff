SELECT value FROM lines WHERE key = 1
