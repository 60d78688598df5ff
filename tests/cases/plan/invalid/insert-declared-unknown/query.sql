INSERT INTO clicks (nn) VALUES (1)
