SELECT value FROM lines WHERE key IN (SELECT key FROM clicks)
