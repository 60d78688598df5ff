SELECT * FROM cumulate(lines, interval '7 s', interval '1 min')
