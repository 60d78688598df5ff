SELECT * FROM (SELECT key, count(*), row_number() OVER (PARTITION BY key ORDER BY count(*)) AS rn FROM lines GROUP BY key) AS numbered WHERE rn = 1
