SELECT 1 FROM lines, long_lines
