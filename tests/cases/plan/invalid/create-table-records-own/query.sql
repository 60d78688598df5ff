CREATE TABLE fresh (a int, key bigint)
