SELECT window_start, window_end, count(*)
FROM TABLE(TUMBLE(TABLE lines, DESCRIPTOR(received_at), INTERVAL '10' MINUTES))
GROUP BY window_start, window_end
