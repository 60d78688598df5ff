INSERT INTO lines (value) VALUES ('a')
