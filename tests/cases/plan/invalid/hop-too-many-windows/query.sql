SELECT * FROM hop(lines, interval '1 ms', interval '1 hour')
