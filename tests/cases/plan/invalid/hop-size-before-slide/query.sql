SELECT * FROM hop(lines, interval '1 min', interval '10 s')
