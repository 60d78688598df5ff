INSERT INTO clicks (a) VALUES (1)
