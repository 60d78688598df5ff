SELECT date_trunc("timestamp", 'hour') FROM lines
