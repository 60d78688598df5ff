CREATE TABLE fresh (a varchar(10))
