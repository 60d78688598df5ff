SELECT lower(value) FILTER (WHERE true) FROM lines
