SELECT window_start, who, sum(price) FROM tumble(orders, at, interval '1 hour') GROUP BY window_start, who
