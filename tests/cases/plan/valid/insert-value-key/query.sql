INSERT INTO clicks (value, "key") VALUES ('v', 'k')
