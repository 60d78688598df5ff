CREATE TABLE fresh WITH (cleanup = 'shred')
