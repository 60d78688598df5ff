SELECT window_start, count(*) AS n FROM hop(long_lines, interval '5 seconds', interval '10 seconds') GROUP BY window_start
