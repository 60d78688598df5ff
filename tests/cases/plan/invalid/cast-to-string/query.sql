SELECT partition::string FROM lines
