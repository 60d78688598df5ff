SELECT TIMESTAMPTOSTRING("timestamp", 'yyyy-MM-dd') FROM lines
