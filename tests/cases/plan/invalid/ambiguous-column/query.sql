SELECT value FROM lines, words(value) AS value
