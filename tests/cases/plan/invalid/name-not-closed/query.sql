SELECT "value FROM lines
