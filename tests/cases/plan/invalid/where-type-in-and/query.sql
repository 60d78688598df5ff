SELECT value FROM lines WHERE key = 'a' AND partition
