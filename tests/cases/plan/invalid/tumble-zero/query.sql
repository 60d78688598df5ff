SELECT * FROM tumble(lines, interval '0 s')
