SELECT window_end, key, count(*) FROM hop(lines, received_at, interval '10 seconds', interval '1 hour') GROUP BY window_end, key
