SELECT value FROM (SELECT value FROM lines ORDER BY length(value)) AS s
