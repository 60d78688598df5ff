SELECT TIMESTAMPDIFF(SECOND, "timestamp", received_at) FROM lines
