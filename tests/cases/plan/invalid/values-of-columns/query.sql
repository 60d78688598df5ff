SELECT * FROM (VALUES (value)) AS v
