CREATE TABLE fresh (a int) WITH (format = 'xml')
