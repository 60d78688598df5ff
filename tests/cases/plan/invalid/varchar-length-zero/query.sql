SELECT value::varchar(0) FROM lines
