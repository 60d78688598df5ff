SELECT 1 + 2 AS three, 'x', NULL, now() AS t
