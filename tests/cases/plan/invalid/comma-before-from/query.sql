SELECT value, FROM lines
