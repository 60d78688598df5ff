SELECT * FROM words(line => 'a')
