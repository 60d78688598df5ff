SELECT window_start, window_end, count(*)
FROM TABLE(CUMULATE(TABLE lines, DESCRIPTOR(received_at), INTERVAL '1' HOURS, INTERVAL '1' DAYS))
GROUP BY window_start, window_end
