CREATE TABLE lines (id BIGINT, price DECIMAL) WITH (connector = 'kafka', topic = 'lines')
