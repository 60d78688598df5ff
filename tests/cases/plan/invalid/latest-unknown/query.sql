SELECT * FROM latest(users)
