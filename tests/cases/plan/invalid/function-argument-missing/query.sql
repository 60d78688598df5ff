SELECT split_part(value, ',') FROM lines
