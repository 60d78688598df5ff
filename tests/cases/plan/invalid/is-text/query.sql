SELECT value FROM lines WHERE key IS 'a'
