SELECT lower(VARIADIC value) FROM lines
