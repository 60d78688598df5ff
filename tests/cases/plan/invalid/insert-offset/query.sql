INSERT INTO lines (value, "offset") VALUES ('a', 1)
