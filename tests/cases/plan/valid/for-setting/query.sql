-- set for=10 s
SELECT value FROM lines
