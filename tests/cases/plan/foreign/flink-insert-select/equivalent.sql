INSERT INTO clicks (key, value) VALUES ('key', 'value')
