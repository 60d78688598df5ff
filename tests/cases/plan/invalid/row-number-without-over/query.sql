SELECT row_number() FROM lines
