SELECT count(*) FILTER (WHERE window_end > '2026-01-01') FROM tumble(lines, interval '1 s')
