SELECT window_start, count(*) FROM tumble(lines, interval '1 h') WHERE window_start > '2026-01-01' GROUP BY window_start
