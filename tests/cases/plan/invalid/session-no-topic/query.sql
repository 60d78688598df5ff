SELECT * FROM session()
