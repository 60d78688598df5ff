SELECT window_start, count(*) FROM hop(lines, interval '1 ms', interval '1 day') GROUP BY 1
