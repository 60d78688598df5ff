SELECT DISTINCT window_start, key FROM tumble(lines, interval '1 min')
