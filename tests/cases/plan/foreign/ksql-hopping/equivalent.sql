SELECT window_start, key, count(*) FROM hop(lines, interval '10 seconds', interval '30 seconds') GROUP BY window_start, key
