SELECT a FROM lines AS l(a, b)
