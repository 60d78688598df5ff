SELECT a, key FROM lines AS l(a)
