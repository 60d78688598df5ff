SELECT * FROM lines, words(value) AS w(a, b)
