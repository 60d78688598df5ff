SELECT * FROM 'lines'
