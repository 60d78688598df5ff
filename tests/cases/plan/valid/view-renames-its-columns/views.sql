CREATE VIEW v (text, place) AS SELECT value, "offset", key FROM lines
