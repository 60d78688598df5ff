SELECT value FROM lines WHERE words(value) = 'a'
