SELECT a, b FROM lines, string_to_table(value, ' ') AS a, LATERAL words(a) AS b WHERE b <> 'x' AND key IS NOT NULL AND partition IN (1, 2)
