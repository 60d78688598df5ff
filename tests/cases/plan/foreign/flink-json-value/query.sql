SELECT JSON_VALUE(value, '$.user') FROM lines
