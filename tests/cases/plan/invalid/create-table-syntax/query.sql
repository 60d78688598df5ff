CREATE TABLE fresh WITH (partitions 4)
