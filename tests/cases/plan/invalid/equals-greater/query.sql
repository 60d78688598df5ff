SELECT value FROM lines WHERE partition => 1
