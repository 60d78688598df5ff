INSERT INTO lines (value, value) VALUES ('a', 'b')
