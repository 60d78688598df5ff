SELECT count(*) FROM lines GROUP BY CUBE (value, key, "timestamp", partition, "offset", headers, topic, received_at, 1 + partition)
