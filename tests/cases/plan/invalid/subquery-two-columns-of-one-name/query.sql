SELECT a FROM (SELECT value AS a, key AS a FROM lines) AS s
