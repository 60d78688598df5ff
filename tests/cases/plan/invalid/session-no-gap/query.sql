SELECT * FROM session(lines)
