INSERT INTO copies (key, value) SELECT key FROM lines
