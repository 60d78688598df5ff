SELECT window_start, window_end, count(*) FROM tumble(lines, received_at, interval '5 minutes', interval '1 minute') GROUP BY 1, 2
