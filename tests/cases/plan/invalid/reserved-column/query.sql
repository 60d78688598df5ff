SELECT value, group FROM lines
