SELECT *, row_number() OVER (ORDER BY value) FROM (SELECT key, value, row_number() OVER (ORDER BY key) FROM lines) AS numbered
