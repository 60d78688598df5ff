SELECT value SIMILAR TO 'a' FROM lines
