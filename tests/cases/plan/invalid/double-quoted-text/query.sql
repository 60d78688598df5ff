SELECT word FROM lines, words(value) AS word WHERE word = "the"
