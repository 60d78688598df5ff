SELECT key WHERE key = 'a' FROM lines
