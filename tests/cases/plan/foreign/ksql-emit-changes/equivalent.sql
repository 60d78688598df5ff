SELECT key, value FROM lines
