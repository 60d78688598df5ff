SELECT value = ANY (string_to_array(value, ',')), partition = ANY (ARRAY[1, 2]) FROM lines
