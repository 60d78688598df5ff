SELECT window_start, word, count(*) AS n
FROM tumble(lines, interval '10 seconds'), words(value) AS word
GROUP BY window_start, word ORDER BY window_start DESC, n DESC LIMIT 20
