SELECT * FROM hop(lines, interval '10 s')
