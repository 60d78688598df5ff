SELECT word FROM words('the quick fox') AS word
