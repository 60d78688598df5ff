SELECT * FROM (SELECT value FROM lines) AS s, words(value) AS s
