SELECT s.k FROM lines, LATERAL (SELECT key AS k) AS s
