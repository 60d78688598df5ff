SELECT * FROM topics('*')
