describe all "User""s"
