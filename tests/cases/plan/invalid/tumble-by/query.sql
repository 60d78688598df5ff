SELECT * FROM tumble(lines, interval '10 s', by => key)
