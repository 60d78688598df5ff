SELECT key value partition FROM lines
