SELECT value FROM lines WHERE key = 'a' && value = 'b'
