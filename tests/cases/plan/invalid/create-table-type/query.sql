CREATE TABLE fresh (a int, b uuid)
