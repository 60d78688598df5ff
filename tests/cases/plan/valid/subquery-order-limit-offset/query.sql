SELECT upper(value) FROM (SELECT value, key FROM lines ORDER BY key DESC LIMIT 5 OFFSET 2) AS s
