VALUES (value)
