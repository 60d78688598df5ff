SELECT * FROM tumble((VALUES (1)), interval '10 s')
