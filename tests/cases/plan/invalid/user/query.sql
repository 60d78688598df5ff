SELECT user FROM lines
