SELECT * FROM tumble(lines, value, interval '10 s')
