SELECT value FROM lines WHERE "timestamp" > CURRENT_TIMESTAMP - interval '1 hour'
