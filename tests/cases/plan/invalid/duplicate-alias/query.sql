SELECT 1 FROM lines AS x, words(value) AS x
