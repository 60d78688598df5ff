SELECT word, count(*) AS n FROM demo_text(), words(value) AS word GROUP BY word
