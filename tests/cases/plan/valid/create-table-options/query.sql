CREATE TABLE IF NOT EXISTS a."B".c WITH (partitions = 4, replication = 3, retention = '7 days',
    cleanup = compact, "max.message.bytes" = 2000000, segment.ms = 60000, format = csv, delimiter = ';')
