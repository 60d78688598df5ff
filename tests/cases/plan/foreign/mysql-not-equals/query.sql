SELECT value FROM lines WHERE key != 'a'
