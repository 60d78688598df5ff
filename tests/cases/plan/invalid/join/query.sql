SELECT * FROM lines JOIN clicks USING (key)
