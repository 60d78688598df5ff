SELECT count(*) FROM lines GROUP BY TUMBLE("timestamp", INTERVAL '10' MINUTE)
