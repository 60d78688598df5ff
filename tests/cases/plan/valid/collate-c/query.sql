SELECT value COLLATE "C" FROM lines
