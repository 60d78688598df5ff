/* a /* nested */ one */ SELECT value -- the text
FROM lines
