INSERT INTO lines (key, value) VALUES ('k', 'v'), (1 + 1, 1.50), (true, timestamptz '2026-01-31 10:00+02'), (NULL, 'é')
