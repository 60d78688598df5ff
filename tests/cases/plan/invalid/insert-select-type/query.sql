INSERT INTO copies SELECT value AS partition FROM lines
