SELECT value FROM lines WHERE key IN ARRAY['a', 'b']
