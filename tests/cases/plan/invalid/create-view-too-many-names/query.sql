CREATE VIEW v (a, b, c) AS SELECT value FROM lines
