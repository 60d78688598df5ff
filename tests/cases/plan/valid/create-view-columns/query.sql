CREATE VIEW v (word, n) AS SELECT value, count(*), 'x' FROM lines GROUP BY value
