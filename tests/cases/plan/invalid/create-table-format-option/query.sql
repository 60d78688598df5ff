CREATE TABLE fresh (a int) WITH (format = 'json', delimiter = ';')
