SELECT * FROM lines, words(value, 'x') AS w
