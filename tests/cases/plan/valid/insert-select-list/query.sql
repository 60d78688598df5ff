INSERT INTO copies (key, value) SELECT topic, value FROM lines
