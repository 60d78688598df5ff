SELECT * FROM tumble(lines)
