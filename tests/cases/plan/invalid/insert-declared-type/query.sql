INSERT INTO clicks (n) VALUES (true)
