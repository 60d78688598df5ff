SELECT count(*) FROM lines WHERE key = 'a')
