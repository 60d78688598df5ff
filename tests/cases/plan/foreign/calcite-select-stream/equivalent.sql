SELECT value FROM lines
