SELECT value FROM lines WHERE "timestamp" > '10 minutes ago'
