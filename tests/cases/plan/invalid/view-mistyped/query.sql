SELECT * FROM long_line
