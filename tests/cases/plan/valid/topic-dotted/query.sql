SELECT a.b.value, b.w FROM a.b, words(value) AS b(w)
