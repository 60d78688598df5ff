SELECT window_start, count(*) FROM tumble(lines, received_at, INTERVAL '10' SECOND) GROUP BY window_start
