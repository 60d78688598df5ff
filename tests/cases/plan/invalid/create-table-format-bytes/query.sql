CREATE TABLE fresh WITH (format = 'bytes')
