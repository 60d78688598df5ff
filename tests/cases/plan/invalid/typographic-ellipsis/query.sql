SELECT value, … FROM lines
