SELECT value, count(*) FROM lines GROUP BY value
