SELECT value, (SELECT max(key) FROM clicks) FROM lines
