SELECT * FROM tumble(lines, interval '10 s', interval '10 s')
