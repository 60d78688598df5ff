SELECT timestamp, partition, "offset", headers, topic, received_at FROM lines
