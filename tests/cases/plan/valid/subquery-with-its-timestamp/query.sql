SELECT window_end, count(*) FROM tumble((SELECT key, "timestamp" FROM lines), interval '1 min') GROUP BY window_end
