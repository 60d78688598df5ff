SELECT * FROM lines, words(partition) AS w
