SELECT count(*) AS "N" FROM lines ORDER BY n
