INSERT INTO lines VALUES (value)
