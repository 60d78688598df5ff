INSERT lines VALUES ('a')
