SELECT a FROM (SELECT nothing AS a FROM lines) AS s
