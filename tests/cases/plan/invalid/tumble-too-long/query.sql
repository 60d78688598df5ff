SELECT * FROM tumble(lines, interval '4000 days')
