SELECT "lines.value" FROM lines
