SELECT * FROM tumble(lines, ts, interval '10 s')
