SELECT * FROM session(lines, interval '0 s')
