INSERT INTO copies SELECT value FROM lines ORDER BY value
