SELECT 1 FROM lines, words(value) a, words(a) b, words(b) c, words(c) d, words(d) e
