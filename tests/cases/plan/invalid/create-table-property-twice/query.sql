CREATE TABLE fresh WITH (retention = '1 day', "retention.ms" = 5)
