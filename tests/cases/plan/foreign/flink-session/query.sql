SELECT window_start, key, count(*)
FROM TABLE(SESSION(TABLE clicks PARTITION BY key, DESCRIPTOR(received_at), INTERVAL '5' MINUTES))
GROUP BY window_start, key
