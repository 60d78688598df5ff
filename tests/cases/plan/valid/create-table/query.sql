CREATE TABLE fresh (id bigint, tags text[], key text)
