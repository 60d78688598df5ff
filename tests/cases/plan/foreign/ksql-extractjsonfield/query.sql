SELECT EXTRACTJSONFIELD(value, '$.user') FROM lines
