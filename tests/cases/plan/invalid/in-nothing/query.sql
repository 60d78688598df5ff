SELECT value FROM lines WHERE key IN ()
