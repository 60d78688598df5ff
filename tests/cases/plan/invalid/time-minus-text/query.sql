SELECT now() + interval '1 houre' FROM lines
