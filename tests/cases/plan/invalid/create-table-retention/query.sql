CREATE TABLE fresh WITH (retention = 'a week')
