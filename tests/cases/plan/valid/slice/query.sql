SELECT (string_to_array(value, ' '))[partition:3], (string_to_array(value, ' '))[:2] AS two FROM lines
