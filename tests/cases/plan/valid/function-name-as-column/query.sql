SELECT words FROM lines, words(value)
