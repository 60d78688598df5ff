SELECT value FROM lines WHERE value ~ '[0-9]+'
