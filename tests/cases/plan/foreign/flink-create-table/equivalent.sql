CREATE TABLE IF NOT EXISTS lines (id bigint, price numeric) WITH (format = 'json')
