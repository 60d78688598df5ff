SELECT * FROM latest(lines, by => value)
