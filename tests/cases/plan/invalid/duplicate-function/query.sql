SELECT 1 FROM lines, words(value), words(key)
