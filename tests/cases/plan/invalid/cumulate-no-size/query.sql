SELECT * FROM cumulate(lines, interval '1 min')
