INSERT INTO lines (value, a) VALUES ('a', 1)
