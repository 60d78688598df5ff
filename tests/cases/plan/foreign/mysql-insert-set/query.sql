INSERT INTO lines SET value = 'a'
