INSERT INTO clicks (n, partition) VALUES (1, 0)
