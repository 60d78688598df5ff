SELECT approx_percentile(length(value), 0.95) FROM lines
