SELECT window_end, count(*) FROM hop(lines, received_at, interval '10 s', interval '1 min', interval '3 s') GROUP BY window_end
