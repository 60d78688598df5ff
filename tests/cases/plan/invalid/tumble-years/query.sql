SELECT * FROM tumble(lines, interval '1 year')
