SELECT word, SUM(1) AS frequency FROM lines, regexp_split_to_table(lower(value), '\W+') AS word GROUP BY word
