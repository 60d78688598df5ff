SELECT * FROM tumble(interval '10 s')
