SELECT window_start, key, max(value) FROM hop(lines, interval '4 s', interval '10 s') GROUP BY window_start, key
