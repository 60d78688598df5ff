SELECT value FROM lines WHERE key IS NOT 'a'
