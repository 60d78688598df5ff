INSERT INTO lines ('a')
