SELECT value::real FROM lines
