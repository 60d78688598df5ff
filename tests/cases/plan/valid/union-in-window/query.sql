SELECT window_start, count(*) FROM tumble((SELECT "timestamp", key FROM lines UNION ALL SELECT "timestamp", value FROM clicks), interval '10 s') GROUP BY window_start
