SELECT * FROM generate_series('a', 'b') AS n
