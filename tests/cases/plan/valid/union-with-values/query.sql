SELECT value, 1 AS n FROM lines UNION ALL VALUES ('a', 2), ('b', 3)
