SELECT key, value FROM lines EMIT CHANGES
