SELECT value FROM lines WHERE key <=> NULL
