SELECT * FROM tumble(lines, "timestamp", interval '10 s', interval '1 s', 5)
