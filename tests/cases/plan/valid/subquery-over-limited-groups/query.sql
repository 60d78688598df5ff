SELECT word FROM (SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word ORDER BY n DESC LIMIT 10) AS c WHERE n > 2
