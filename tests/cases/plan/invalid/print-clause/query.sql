PRINT lines WHERE key = 'a'
