CREATE TABLE fresh WITH (partition = 4)
