SELECT * FROM session(lines, interval '10 s', shift => interval '1 s')
