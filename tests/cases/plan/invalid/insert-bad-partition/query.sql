INSERT INTO lines (partition) VALUES ('x')
