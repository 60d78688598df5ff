UPDATE lines SET value = 'b' WHERE key = 'a'
