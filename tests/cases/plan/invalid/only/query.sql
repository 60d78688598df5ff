SELECT value FROM ONLY lines
