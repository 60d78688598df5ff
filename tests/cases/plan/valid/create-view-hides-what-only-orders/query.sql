CREATE VIEW v AS SELECT value FROM lines ORDER BY length(value), key LIMIT 5
