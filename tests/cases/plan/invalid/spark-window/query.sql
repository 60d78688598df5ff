SELECT window(timestamp, '10 minutes'), count(*) FROM lines GROUP BY 1
