SELECT "timestamp" + 1 FROM lines
