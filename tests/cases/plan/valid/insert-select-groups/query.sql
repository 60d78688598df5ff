INSERT INTO copies SELECT value AS key, count(*) AS n FROM lines GROUP BY value
