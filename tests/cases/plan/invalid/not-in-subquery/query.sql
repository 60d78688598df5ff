SELECT value FROM lines WHERE key NOT IN (SELECT key FROM clicks)
