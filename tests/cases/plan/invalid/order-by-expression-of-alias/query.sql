SELECT key AS k FROM lines ORDER BY lower(k)
