CREATE TABLE fresh WITH (replication = 1, partitions = 10001)
