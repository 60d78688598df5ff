SELECT value FROM lines WHERE key NOT = 'a'
