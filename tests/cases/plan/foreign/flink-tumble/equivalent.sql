SELECT window_start, window_end, count(*) FROM tumble(lines, received_at, interval '10 minutes') GROUP BY window_start, window_end
