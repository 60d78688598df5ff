SELECT count FROM lines, words(value) AS count
