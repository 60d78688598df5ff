DESC lines
