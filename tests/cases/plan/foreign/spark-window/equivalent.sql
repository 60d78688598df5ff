SELECT window_start, count(*) FROM tumble(lines, timestamp, interval '10 seconds') GROUP BY window_start
