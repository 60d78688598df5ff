DROP VIEW long_line
