SELECT * FROM topics('logs-(')
