SELECT word, count(*) FROM tumble(lines, interval '10 s'), words(value) AS word GROUP BY word
