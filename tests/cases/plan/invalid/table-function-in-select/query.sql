SELECT words(value) FROM lines
