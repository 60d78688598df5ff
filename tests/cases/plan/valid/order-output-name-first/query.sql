SELECT key AS value FROM lines ORDER BY value
