SHOW topic
