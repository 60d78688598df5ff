SELECT value FROM lines WHERE "timestamp" > now() - 1 hour
