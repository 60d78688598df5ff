SELECT * FROM topics(5)
