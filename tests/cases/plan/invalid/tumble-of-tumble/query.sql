SELECT * FROM tumble(tumble(lines, interval '10 s'), interval '1 min')
