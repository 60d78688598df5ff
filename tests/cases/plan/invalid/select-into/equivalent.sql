WITH name AS (SELECT value FROM lines) SELECT * FROM name
