SELECT * FROM tumble(lines, interval '10 secnds')
