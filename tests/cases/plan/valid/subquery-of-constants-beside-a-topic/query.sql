SELECT value, one FROM lines, (SELECT 1 AS one) AS s
