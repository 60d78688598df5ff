SELECT * FROM latest()
