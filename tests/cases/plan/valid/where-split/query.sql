SELECT word FROM lines, words(value) AS word WHERE value LIKE '%a%' AND (word = 'a' OR key = 'b') AND partition BETWEEN 0 AND 3 AND true
