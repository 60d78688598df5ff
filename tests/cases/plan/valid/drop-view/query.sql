DROP VIEW long_lines
