SELECT * FROM hop(lines, interval '10 s', interval '5 s')
