INSERT INTO lines (value, headers) VALUES ('a', '{}')
