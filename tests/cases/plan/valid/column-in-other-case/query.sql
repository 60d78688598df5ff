SELECT "value", VALUE, Value FROM lines
