INSERT INTO lines (key, value, headers, partition, "timestamp")
VALUES ('k', 'v', '{"a": "x"}', 3, '2026-03-01 10:00'), (DEFAULT, NULL, DEFAULT, DEFAULT, DEFAULT)
