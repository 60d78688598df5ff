SELECT * FROM latest(long_lines)
