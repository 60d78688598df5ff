SELECT * FROM hop(lines, interval '1 day', interval '1 month')
