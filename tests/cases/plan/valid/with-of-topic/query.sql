WITH w AS (SELECT word FROM lines, words(value) AS word) SELECT word, count(*) FROM w GROUP BY word
