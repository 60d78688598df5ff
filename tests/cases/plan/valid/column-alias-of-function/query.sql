SELECT word FROM lines, words(value) AS w(word) WHERE w.word = 'a'
