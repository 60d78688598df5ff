SELECT extract(epoch from received_at - "timestamp") FROM lines
