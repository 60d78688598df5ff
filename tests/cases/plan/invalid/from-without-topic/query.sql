SELECT key FROM WHERE key = 'a'
