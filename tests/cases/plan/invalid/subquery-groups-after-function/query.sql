SELECT * FROM words('a b') AS w, (SELECT key, count(*) FROM lines GROUP BY key) AS c
