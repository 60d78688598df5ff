SELECT * FROM hop(lines, interval '5 s', interval '10 s', shift => interval '5 s')
