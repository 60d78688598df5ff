SELECT length(value) AS n, n * 2 FROM lines
