SELECT * FROM (SELECT key, count(*) FROM lines GROUP BY key) AS g, words('a') AS w
