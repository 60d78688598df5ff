SELECT window(timestamp, '10 minutes', '5 minutes'), count(*) FROM lines GROUP BY 1
