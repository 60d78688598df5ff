SELECT w.*, l.key FROM lines l, words(value) AS w(word)
