INSERT INTO lines (key, value) VALUES ('key', 'value')
