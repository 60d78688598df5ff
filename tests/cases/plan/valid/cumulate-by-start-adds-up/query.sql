SELECT window_start, count(*) FROM cumulate(lines, interval '1 hour', interval '1 day') GROUP BY window_start
