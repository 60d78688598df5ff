SELECT approx_percentile("offset", 1 - 0.01), approx_top_k(key, 2 + 3) FROM lines
