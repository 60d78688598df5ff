SELECT * FROM hop(lines, interval '10 s', interval '1 min', interval '10 s')
