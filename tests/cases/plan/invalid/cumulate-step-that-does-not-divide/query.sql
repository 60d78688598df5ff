SELECT * FROM cumulate(lines, interval '7 minutes', interval '1 hour')
