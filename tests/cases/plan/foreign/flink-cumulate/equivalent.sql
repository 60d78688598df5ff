SELECT window_start, window_end, count(*) FROM cumulate(lines, received_at, interval '1 hours', interval '1 days') GROUP BY window_start, window_end
