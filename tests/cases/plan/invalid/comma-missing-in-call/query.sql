SELECT split_part(value ',', 1) FROM lines
