PRINT lines
FROM 'tea time'
