SELECT value ->> 'user' FROM lines
