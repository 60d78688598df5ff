SELECT * FROM cumulate(lines, size => interval '1 day')
