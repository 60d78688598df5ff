SELECT value FORM lines
