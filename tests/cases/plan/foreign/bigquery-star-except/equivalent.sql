SELECT value, "timestamp" FROM lines
