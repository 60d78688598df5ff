SELECT (string_to_array(value, ','))[1], (value::jsonb)[1] FROM lines
