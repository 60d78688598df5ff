SELECT window_start, count(*) FROM tumble(latest(lines), interval '1 hour') GROUP BY window_start
