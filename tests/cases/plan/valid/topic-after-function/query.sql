SELECT * FROM words('a'), lines
