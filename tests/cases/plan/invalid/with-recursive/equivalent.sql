SELECT n FROM generate_series(1, 10) AS n
