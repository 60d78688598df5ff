SELECT percentile_approx(length(value), 0.95) FROM lines
