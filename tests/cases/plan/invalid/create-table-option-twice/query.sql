CREATE TABLE fresh WITH (partitions = 4, partitions = 5)
