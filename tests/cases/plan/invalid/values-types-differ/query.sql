VALUES (1), (true)
