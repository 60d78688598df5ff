SELECT get_json_object(value, '$.user') FROM lines
