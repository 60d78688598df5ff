SELECT value FROM (SELECT value FROM lines)
