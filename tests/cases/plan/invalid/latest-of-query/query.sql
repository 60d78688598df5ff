SELECT * FROM latest((SELECT * FROM lines))
