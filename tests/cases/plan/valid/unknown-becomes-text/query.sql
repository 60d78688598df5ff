SELECT 'a' AS a, NULL AS b, CASE WHEN key = 'x' THEN 'y' END AS c FROM lines
