SELECT partition – 1 FROM lines
