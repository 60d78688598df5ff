SELECT row_number(value) OVER () FROM lines
