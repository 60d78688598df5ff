SELECT length(value) AS n FROM lines WHERE n > 1
