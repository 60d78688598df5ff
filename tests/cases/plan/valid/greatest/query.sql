SELECT greatest(partition, 3), least(key, value, 'x') FROM lines
