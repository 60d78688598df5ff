SELECT key, count(*) FROM lines GROUP BY key, 1, lines.key
