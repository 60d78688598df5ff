SELECT n, name FROM (VALUES (1, 'one'), (2, 'two')) AS v(n, name) WHERE n > 1
