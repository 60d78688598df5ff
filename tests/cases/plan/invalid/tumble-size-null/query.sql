SELECT * FROM tumble(lines, NULL)
