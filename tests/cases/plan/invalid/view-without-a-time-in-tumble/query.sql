SELECT window_start FROM tumble(v, interval '1 minute')
