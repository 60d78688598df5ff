SELECT d FROM lines, words(value) AS a, words(a) AS b, words(b) AS c, words(c) AS d
