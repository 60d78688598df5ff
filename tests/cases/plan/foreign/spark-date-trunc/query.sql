SELECT date_trunc('MINUTE', timestamp), count(*) FROM lines GROUP BY 1
