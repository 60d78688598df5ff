SELECT window_start FROM tumble(lines, INTERVAL '10' MINUTE)
