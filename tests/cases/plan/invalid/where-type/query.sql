SELECT value FROM lines WHERE partition
