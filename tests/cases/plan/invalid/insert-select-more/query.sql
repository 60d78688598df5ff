INSERT INTO copies (key) SELECT key, value FROM lines
