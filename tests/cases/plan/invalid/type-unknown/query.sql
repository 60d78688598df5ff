SELECT value::date FROM lines
