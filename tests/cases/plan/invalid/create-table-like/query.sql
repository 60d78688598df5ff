CREATE TABLE fresh (LIKE lines)
