SELECT part FROM lines, regexp_split_to_table(value, '[,;]\s*') AS part
