SELECT * FROM (SELECT max(value) AS top FROM lines) AS newest, words(top) AS word
