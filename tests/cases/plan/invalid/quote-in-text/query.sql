SELECT value FROM lines WHERE key = 'it's'
