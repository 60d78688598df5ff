INSERT INTO lines (value, partition) VALUES ('a', 1)
