SELECT * FROM tumble(lines, interval '10 s') AS t(a, b, c, d, e, f, g, h, i, j, k)
