SELECT value FROM lines WHERE value REGEXP '[0-9]+'
