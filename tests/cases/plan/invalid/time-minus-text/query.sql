SELECT now() - '1 houre' FROM lines
