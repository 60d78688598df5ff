CREATE VIEW v (a, b) AS SELECT value, key, topic FROM lines
