SELECT * FROM hop(lines, interval '1 s', interval '10 s')
