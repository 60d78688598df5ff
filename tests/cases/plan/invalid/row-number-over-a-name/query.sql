SELECT row_number() OVER w FROM lines
