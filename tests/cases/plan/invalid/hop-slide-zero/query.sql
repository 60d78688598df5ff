SELECT * FROM hop(lines, interval '0 s', interval '5 s')
