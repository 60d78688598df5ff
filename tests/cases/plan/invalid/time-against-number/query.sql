SELECT value FROM lines WHERE "timestamp" > 1769860800
