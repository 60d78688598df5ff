SELECT * FORM lines
