SELECT window(timestamp, '10 seconds'), count(*) FROM lines GROUP BY window(timestamp, '10 seconds')
