SELECT headers->name FROM lines
