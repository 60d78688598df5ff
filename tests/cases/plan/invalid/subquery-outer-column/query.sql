SELECT s.k FROM lines, (SELECT key AS k) AS s
