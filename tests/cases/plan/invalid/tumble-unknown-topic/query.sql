SELECT * FROM tumble(lanes, interval '10 s')
