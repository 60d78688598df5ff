SET a = 1
