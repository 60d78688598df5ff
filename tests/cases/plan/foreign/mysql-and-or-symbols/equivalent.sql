SELECT value FROM lines WHERE key = 'a' AND value = 'b'
