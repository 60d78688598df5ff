SELECT value FROM lines WHERE key = :key
