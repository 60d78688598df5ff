SELECT received_at FROM lines
