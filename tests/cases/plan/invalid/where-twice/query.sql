SELECT key FROM lines WHERE key = 'a' WHERE value = 'b'
