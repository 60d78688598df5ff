SELECT value FROM lines WHERE partition IN ('a', 'b')
