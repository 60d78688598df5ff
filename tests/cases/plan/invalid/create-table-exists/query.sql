CREATE TABLE lines (a int)
