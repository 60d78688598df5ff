SELECT window_start, key, count(*) FROM tumble(lines, interval '10 seconds') GROUP BY window_start, key
