SELECT * FROM words('a') AS a, words('b') AS b
