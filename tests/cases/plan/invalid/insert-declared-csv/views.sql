CREATE TABLE IF NOT EXISTS clicks (a int) WITH (format = 'csv')
