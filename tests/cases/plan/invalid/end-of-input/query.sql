SELECT (value FROM lines WHERE (
