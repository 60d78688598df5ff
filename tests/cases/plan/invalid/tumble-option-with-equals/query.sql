SELECT * FROM tumble(lines, size = interval '10 s')
