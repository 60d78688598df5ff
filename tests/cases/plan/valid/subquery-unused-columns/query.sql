SELECT a FROM (SELECT upper(value) AS a, lower(key) AS b, length(value) AS c FROM lines) AS s
