SELECT * FROM tumble(linse, interval '10 s')
