SELECT word, n * 2 AS twice FROM (SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word) AS c WHERE n > 1 ORDER BY n DESC LIMIT 3
