INSERT INTO lines (key, value) VALUES ('k')
