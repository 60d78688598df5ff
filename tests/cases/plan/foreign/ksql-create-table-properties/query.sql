CREATE TABLE fresh (id BIGINT PRIMARY KEY, v STRING) WITH (kafka_topic = 'lines', value_format = 'json')
