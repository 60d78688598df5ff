SELECT who FROM a.b
