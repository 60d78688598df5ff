SELECT lower(key), length(value) % 10, count(*) FROM lines GROUP BY 1, length(value) % 10
