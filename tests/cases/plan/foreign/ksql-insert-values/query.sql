INSERT INTO lines (key, value) VALUES ('a', 'b')
