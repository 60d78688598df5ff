SELECT * FROM words('a') AS w(word text)
