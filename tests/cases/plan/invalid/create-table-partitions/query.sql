CREATE TABLE fresh WITH (partitions = 0)
