SELECT value FROM lines WHERE value ~ '['
