CREATE VIEW counts AS SELECT key, count(*) AS n FROM lines GROUP BY key
