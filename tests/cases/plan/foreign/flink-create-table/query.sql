CREATE TABLE orders (id BIGINT, price DECIMAL(10, 2)) WITH (connector = 'kafka', topic = 'lines')
