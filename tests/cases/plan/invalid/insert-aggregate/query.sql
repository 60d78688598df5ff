INSERT INTO lines VALUES (count(*))
