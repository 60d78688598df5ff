SELECT key FROM lines WHERE key IN ('a', 'b', )
