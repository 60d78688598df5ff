SELECT value, f FROM lines, (VALUES (1), (2)) AS v(f)
