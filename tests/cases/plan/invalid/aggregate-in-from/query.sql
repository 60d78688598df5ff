SELECT * FROM lines, words(max(value)) AS w
