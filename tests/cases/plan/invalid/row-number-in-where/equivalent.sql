SELECT * FROM (SELECT *, row_number() OVER (ORDER BY key) AS rn FROM lines) AS numbered WHERE rn <= 3
