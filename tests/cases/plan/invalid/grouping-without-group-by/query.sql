SELECT grouping(key) FROM lines
