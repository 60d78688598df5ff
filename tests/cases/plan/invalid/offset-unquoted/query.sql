SELECT offset FROM lines
