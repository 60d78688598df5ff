SELECT (value)[1] FROM lines
