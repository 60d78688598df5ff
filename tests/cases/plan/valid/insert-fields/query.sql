INSERT INTO lines (id, "Who", at, tags, ok)
VALUES (1, 'ada', timestamptz '2026-03-01 10:00', ARRAY[1, 2], true), (2.50, NULL, DEFAULT, NULL, false)
