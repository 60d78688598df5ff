INSERT INTO copies SELECT key AS k, count(*) AS n FROM lines GROUP BY key
