SELECT * FROM lines, regexp_split_to_table(value, '(') AS part
