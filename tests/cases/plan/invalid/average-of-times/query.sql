SELECT avg("timestamp") FROM lines
