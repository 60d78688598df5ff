SELECT window_start, value FROM session(lines, interval '10 s')
