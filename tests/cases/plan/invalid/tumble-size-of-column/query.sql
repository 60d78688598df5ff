SELECT * FROM tumble(lines, "timestamp", "timestamp" - "timestamp")
