SELECT window_end, sum(price) AS s FROM cumulate(v, at::timestamptz, interval '1 hour', interval '1 day') GROUP BY window_start, window_end
