SELECT count(key), count(partition), count('x'), min('a'), max(NULL) FROM lines
