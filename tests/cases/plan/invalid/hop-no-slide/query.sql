SELECT * FROM hop(lines, size => interval '10 s')
