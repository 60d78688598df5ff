SELECT window_start, count(*) FROM session(lines) GROUP BY 1
