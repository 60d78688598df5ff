SELECT key, topic FROM lines GROUP BY (key, topic)
