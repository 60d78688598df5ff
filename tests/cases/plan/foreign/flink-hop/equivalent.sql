SELECT window_start, count(*) FROM hop(lines, received_at, interval '5 minutes', interval '10 minutes') GROUP BY window_start
