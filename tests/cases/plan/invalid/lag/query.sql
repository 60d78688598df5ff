SELECT lag(value) OVER (ORDER BY "offset") FROM lines
