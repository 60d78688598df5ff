SELECT topic, value FROM topics('(user|User)Events', since => 'earliest', until => 'now')
