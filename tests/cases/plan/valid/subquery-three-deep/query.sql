SELECT a + 1 FROM (SELECT b * 2 AS a FROM (SELECT c - 3 AS b FROM (SELECT length(value) AS c FROM lines) AS x) AS y) AS z
