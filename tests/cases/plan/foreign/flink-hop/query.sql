SELECT window_start, count(*)
FROM TABLE(HOP(TABLE lines, DESCRIPTOR(received_at), INTERVAL '5' MINUTES, INTERVAL '10' MINUTES))
GROUP BY window_start
