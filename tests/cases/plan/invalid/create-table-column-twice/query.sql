CREATE TABLE fresh (a int, a text)
