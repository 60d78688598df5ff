SELECT value FROM lines WHERE "timestamp" > now() - interval '1 hour'
