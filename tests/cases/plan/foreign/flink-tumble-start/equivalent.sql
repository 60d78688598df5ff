SELECT window_start FROM tumble(lines, received_at, INTERVAL '10' SECOND)
