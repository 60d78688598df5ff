SELECT count(*) + length(lower(value)) FROM lines
