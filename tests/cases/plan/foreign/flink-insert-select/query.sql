INSERT INTO clicks SELECT key, value FROM lines
