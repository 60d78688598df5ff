INSERT INTO copies SELECT key, upper(value) AS loud, partition FROM lines WHERE value > 'a'
