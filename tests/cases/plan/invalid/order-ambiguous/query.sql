SELECT key AS a, value AS a FROM lines ORDER BY a
