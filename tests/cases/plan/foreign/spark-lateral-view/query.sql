SELECT word, count(*) FROM lines LATERAL VIEW explode(split(value, ' ')) w AS word GROUP BY word
