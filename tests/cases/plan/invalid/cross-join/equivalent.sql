SELECT * FROM lines, words(value) AS word
