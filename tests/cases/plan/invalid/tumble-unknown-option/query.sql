SELECT * FROM tumble(lines, interval '10 s', slide => interval '1 s')
