SELECT * FROM (SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY "timestamp" DESC) AS place FROM lines) AS ranked WHERE place = 1
