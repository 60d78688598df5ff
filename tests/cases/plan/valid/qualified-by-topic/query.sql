SELECT lines.value, tumble.window_start FROM tumble(lines, interval '1 minute')
