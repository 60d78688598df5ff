SELECT line, day, night FROM tumble(lines, interval '1 day') AS t(line, b, c, d, e, f, g, h, day, night)
