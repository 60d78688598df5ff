SELECT value FROM lines WHERE key = 'a' EMIT CHANGES;
