SELECT * FROM topics()
