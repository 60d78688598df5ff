SELECT DISTINCT key, lower(value) FROM lines ORDER BY 2
