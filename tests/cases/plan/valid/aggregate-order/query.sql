SELECT max(value ORDER BY key) FROM lines
