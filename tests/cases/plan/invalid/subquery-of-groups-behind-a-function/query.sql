SELECT * FROM words('a') AS w, (SELECT key, count(*) FROM lines GROUP BY key) AS g
