SELECT value::varchar(5) FROM lines
