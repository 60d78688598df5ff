SELECT value FROM lines WHERE partition BETWEEN 1, 2
