SELECT * FROM session(lines, interval '1 s')
