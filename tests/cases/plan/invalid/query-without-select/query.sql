value FROM lines
