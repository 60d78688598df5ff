CREATE TABLE fresh WITH (partitions = 4, max.message.bytes = 1)
