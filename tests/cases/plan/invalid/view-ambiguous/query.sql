SELECT * FROM words
