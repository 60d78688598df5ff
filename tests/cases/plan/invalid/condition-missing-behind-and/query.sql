SELECT key FROM lines WHERE key = 'a' AND ORDER BY key
