SELECT word, count(*) AS c FROM long_lines, words(value) AS word GROUP BY word
