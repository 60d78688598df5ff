SELECT a FROM lines, words(b) AS a, words(value) AS b
