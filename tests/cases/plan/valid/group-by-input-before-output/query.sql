SELECT lower(value) AS key, count(*) FROM lines GROUP BY key, value
