SELECT key FROM lines ORDER BY key WHERE key = 'a'
