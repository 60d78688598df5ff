SELECT * FROM lines WITH (since = '1 hour')
