SELECT * FROM tumble(lines, 'ten minutes')
