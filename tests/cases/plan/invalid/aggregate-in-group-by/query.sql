SELECT count(*) FROM lines GROUP BY 1
