SELECT value COLLATE "de_DE" FROM lines
