CREATE TABLE fresh (a int, PRIMARY KEY (a))
