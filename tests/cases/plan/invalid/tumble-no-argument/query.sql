SELECT * FROM tumble()
