INSERT INTO lines VALUES ('k', 'v')
