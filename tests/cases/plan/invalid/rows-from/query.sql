SELECT * FROM ROWS FROM (words('a'), words('b'))
