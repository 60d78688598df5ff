SELECT * FROM tumble(lines, 10)
