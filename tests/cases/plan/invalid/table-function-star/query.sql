SELECT * FROM words(*)
