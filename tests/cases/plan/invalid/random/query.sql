SELECT random() FROM lines
