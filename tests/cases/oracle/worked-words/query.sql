-- order: total
SELECT word, count(*) AS n FROM worked_words, words(value) AS word GROUP BY word ORDER BY word
