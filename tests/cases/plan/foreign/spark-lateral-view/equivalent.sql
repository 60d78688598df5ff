SELECT word, count(*) FROM lines, string_to_table(value, ' ') AS word GROUP BY word
