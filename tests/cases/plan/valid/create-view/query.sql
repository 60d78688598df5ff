CREATE VIEW v AS SELECT value, count(*) FROM lines GROUP BY value
