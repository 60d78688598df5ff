SELECT * FROM lines, wrods(value) AS w
