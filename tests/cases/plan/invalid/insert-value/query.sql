INSERT INTO lines VALUE ('a')
