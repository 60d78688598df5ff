INSERT INTO long_lines VALUES ('x')
