CREATE TABLE fresh (id bigint, v text) WITH (format = 'json')
