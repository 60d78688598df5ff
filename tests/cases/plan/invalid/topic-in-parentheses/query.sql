SELECT * FROM (lines)
