SELECT window_start, window_end FROM tumble(lines, value::timestamp, interval '1 hour')
