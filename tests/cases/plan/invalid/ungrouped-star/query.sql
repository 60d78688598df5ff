SELECT *, count(*) FROM lines GROUP BY value
