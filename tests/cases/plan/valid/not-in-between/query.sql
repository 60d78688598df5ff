SELECT key NOT IN ('a', 'b'), partition NOT BETWEEN 1 AND 2, key NOT LIKE 'a%', key ILIKE 'b' FROM lines
