SELECT * FROM lines AS l(a, b, c, d, e, f, g, h, i)
