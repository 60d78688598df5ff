CREATE VIEW v AS SELECT key, count(*), count(value) FROM lines GROUP BY key
